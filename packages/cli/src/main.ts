#!/usr/bin/env node
import { Command } from 'commander';
import { registerServe } from './commands/serve.ts';

const program = new Command('trainyard')
  .description('The training hub you run yourself.')
  .showHelpAfterError();

registerServe(program);

await program.parseAsync();
