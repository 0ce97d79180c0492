import type { LiveSession } from '../session/live-session.ts';
import type { Settings } from '../session/settings.ts';
import { captureConsole } from './capture-console.ts';
import { ConsoleBatch } from './console-batch.ts';
import { readEnvironment } from './environment.ts';
import { maskSecrets } from './mask-secrets.ts';
import { SystemSampler } from './system-sampler.ts';

/** Starts what the options ask for: environment, console, system. Ends with the session. */
export function capture(session: LiveSession, settings: Settings, apiKey: string | null): void {
  const mask = maskSecrets([apiKey]);
  if (settings.environment) {
    void readEnvironment(mask).then((environment) => session.logEnvironment({ ...environment }));
  }
  if (settings.console) {
    const batch = new ConsoleBatch(mask, (stream, text) => void session.logConsole(stream, text));
    session.onEnd(captureConsole(batch));
  }
  if (settings.system !== false) {
    const sampler = new SystemSampler();
    const timer = setInterval(() => {
      void sampler.sample().then((sample) => session.logSystem({ ...sample }));
    }, settings.system);
    timer.unref();
    session.onEnd(() => clearInterval(timer));
  }
}
