import * as vscode from 'vscode';
import { CONSOLES, consoleUrl, hasConsole, type Site, usualSite } from '../../config/regions';
import { type Project } from '../../model/project';
import { chooseOne } from '../../ui/ask/quickInputs';
import { tell } from '../../ui/tell/tell';
import { type Command } from '../context';
import { configuredProject, pickProject } from '../meant/pickProject';

const { t } = vscode.l10n;

/**
 * Opens the web console of the provider in the browser, at the region of a project. Asks for the site of the account,
 * which no request tells; the usual one comes first.
 */
export const openInConsole: Command = async (context, ...args) => {
  const project = configuredProject(context, args) ?? (await pickProject(context, { title: t('Open in Console') }));
  if (!hasConsole(project)) {
    void tell.info(t('No console is known for the endpoints of {0}.', project.name));
    return;
  }
  const url = consoleUrl(project.region, await askForSite(project));
  // VS Code first asks whether to open the address. The command does not wait for the answer.
  void vscode.env.openExternal(vscode.Uri.parse(url, true));
};

function askForSite({ region }: Project): Promise<Site> {
  const china = { label: t('Chinese site'), description: CONSOLES.china, value: 'china' as const };
  const international = {
    label: t('International site'),
    description: CONSOLES.international,
    value: 'international' as const,
  };
  return chooseOne<Site>({
    title: t('Open in Console'),
    placeholder: t('On which site is the account?'),
    items: usualSite(region) === 'china' ? [china, international] : [international, china],
  });
}
