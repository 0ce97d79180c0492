#!/usr/bin/env node
// Plain JavaScript, unlike all else: where the cache below is not enabled yet, Node would load what
// strips types at each start, 17 MiB that stay.
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: what was compiled once is not compiled again at the next start.
enableCompileCache();
await import('./cli.ts');
