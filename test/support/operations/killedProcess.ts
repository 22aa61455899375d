// A process of its own that restarts what it is told to, until it is killed.
import { openRealWindow, type RealWindowOptions } from './realWindow';
import { planOf, startPlan } from './planned';

process.on(
  'message',
  ({ options, targets }: { options: RealWindowOptions; targets: { id: string; name: string }[] }) => {
    startPlan(openRealWindow(options), planOf('restart', 'Staging', targets));
  },
);
