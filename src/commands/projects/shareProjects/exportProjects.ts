import * as vscode from 'vscode';
import { toSharedText } from '../../../config/sharedProjects';
import { type Project } from '../../../model/project';
import { chooseOne, pickMany } from '../../../ui/ask/quickInputs';
import { tell } from '../../../ui/tell/tell';
import { type Command } from '../../context';
import { saveToFile } from '../../../ui/documents/saveToFile';

const { t } = vscode.l10n;

const FILE = 'projects.cloud-phone.json';

/**
 * Writes the projects that the person chooses into a file or the clipboard, for others to import. No secret is in it.
 */
export const exportProjects: Command = async ({ settings, log }) => {
  const title = t('Export Projects');
  const { projects } = settings.projects();
  if (projects.length === 0) {
    void tell.info(t('There is no project to export.'));
    return;
  }
  const chosen = projects.length === 1 ? projects : await pickMany(whichOf(title, projects));
  const write = await chooseOne({
    title,
    placeholder: t('Where to export to? The list contains no secrets'),
    items: [
      { label: t('Save to a file…'), value: (text: string) => saveToFile(text, FILE, { JSON: ['json'] }, title) },
      { label: t('Copy to the clipboard'), value: copy },
    ],
  });
  await write(toSharedText(chosen));
  log.info(`Projects exported: ${chosen.map(({ name }) => name).join(', ')}`);
};

const whichOf = (title: string, projects: readonly Project[]) => ({
  title,
  placeholder: t('Which projects?'),
  items: projects.map((project) => ({
    label: project.name,
    description: project.region,
    picked: true,
    value: project,
  })),
});

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  void tell.info(t('The projects are in the clipboard.'));
}
