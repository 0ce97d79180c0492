import { CommanderError } from 'commander';
import { makeProgram } from './program.ts';

try {
  const program = await makeProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const { EXIT_CODES, exitCodeOf } = await import('./exit-codes.ts');
  if (error instanceof CommanderError) {
    // Commander has already said what is wrong; asking for help is no error.
    process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  } else {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const text = process.env['TRAINYARD_DEBUG'] ? (stack ?? message) : message;
    process.stderr.write(`trainyard: ${text}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
