import { CommanderError } from 'commander';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { makeProgram } from './program.ts';

try {
  await makeProgram().parseAsync();
} catch (error) {
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
