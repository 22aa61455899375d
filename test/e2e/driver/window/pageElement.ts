/** What the driver reads of an element inside the page; the project is compiled without the types of a browser. */
export interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}
