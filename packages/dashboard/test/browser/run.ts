import { after } from 'node:test';
import { closeBrowser } from './support/stage.ts';
import './cases/sign-in.ts';
import './cases/live.ts';
import './cases/model.ts';
import './cases/resume.ts';
import './cases/tabs.ts';
import './cases/table.ts';
import './cases/many.ts';
import './cases/decide.ts';
import './cases/settings.ts';
import './cases/looks.ts';

// `npm run test:browser`: the web page as people meet it, in Debian's Chromium, against a real hub
// that a trainer talks to by HTTP.
after(closeBrowser);
