// An extension that uses the API of Cloud Phone Manager (docs/api.md). The integration tests load it beside ours.
const vscode = require('vscode');

/** @returns {Promise<import('../../../cloud-phone-manager').CloudPhoneApi>} */
async function cloudPhones() {
  const extension = vscode.extensions.getExtension('cloudphone.cloud-phone-manager');
  if (!extension) {
    throw new Error('Cloud Phone Manager is not installed.');
  }
  const api = await extension.activate();
  if (!api.version.startsWith('1.')) {
    throw new Error(`This extension does not know version ${api.version} of the API.`);
  }
  return api;
}

/** Restarts every server that is abnormal, of every project that is signed in; the person is asked for each project. */
async function restartAbnormal() {
  const api = await cloudPhones();
  const results = [];
  for (const { name, isSignedIn, services } of await api.projects()) {
    if (isSignedIn && services.includes('cph')) {
      const servers = await api.list(name, 'servers');
      const ids = servers
        .filter(({ status, can }) => status === 'abnormal' && can.includes('restart'))
        .map(({ id }) => id);
      const operation = ids.length === 0 ? undefined : await api.restartServers(name, ids);
      results.push(...(operation?.targets ?? []).map((target) => `${target.name}: ${target.result}`));
    }
  }
  return results;
}

async function activate(context) {
  const api = await cloudPhones();
  /** What was heard of operations, for whoever asks. */
  const heard = [];
  context.subscriptions.push(
    vscode.commands.registerCommand('cloudPhoneExample.restartAbnormal', restartAbnormal),
    api.onDidChangeOperation((change) => heard.push(change)),
  );
  return { heard };
}

module.exports = { activate };
