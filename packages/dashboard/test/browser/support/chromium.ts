import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = '/usr/bin/chromium';

/** Debian's Chromium, installed when it is missing. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(PATH)) install();
  return chromium.launch({
    executablePath: PATH,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}

function install(): void {
  process.stderr.write('Installing Chromium (once)…\n');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 2, 2] });
    if (status !== 0)
      throw new Error(`apt-get ${args.join(' ')} failed; install chromium by hand.`);
  }
}
