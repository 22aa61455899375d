// Runs in a process of its own. It restarts the servers that it is told to restart, until it is killed.
import { openRealWindow, type RealWindowOptions } from './realWindow';
import { planOf, startPlan } from './planned';

process.on(
  'message',
  ({ options, targets }: { options: RealWindowOptions; targets: { id: string; name: string }[] }) => {
    startPlan(openRealWindow(options), planOf('restart', 'Staging', targets));
  },
);
