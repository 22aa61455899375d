// A process of its own that restarts what it is told to, until it is killed.
import { openRealWindow, type RealWindowOptions } from './realWindow';

process.on(
  'message',
  ({ options, targets }: { options: RealWindowOptions; targets: { id: string; name: string }[] }) => {
    openRealWindow(options).start('restart', 'Staging', targets);
  },
);
