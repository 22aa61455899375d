import { readProjects } from '../../src/config/projects';
import { type Project } from '../../src/model/project';

/** @returns the project of one entry of the setting. @throws when the entry is not valid */
export function theProject(entry: Readonly<Record<string, unknown>>): Project {
  const { projects, problems } = readProjects([entry]);
  const [project] = projects;
  if (project === undefined) {
    throw new Error(`Not a project: ${JSON.stringify(problems)}`);
  }
  return project;
}
