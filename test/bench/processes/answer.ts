import * as v from 'valibot';

/** Does the work that `runScript` asks for once, sends the result back, and ends the process. */
export function answer<T>(schema: v.GenericSchema<unknown, T>, work: (input: T) => Promise<unknown>): void {
  const envelope = v.object({ input: schema });
  process.once('message', (message) => {
    const run = async (): Promise<void> => {
      const result = await work(v.parse(envelope, message).input);
      process.send?.(result, () => process.exit(0));
    };
    run().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}
