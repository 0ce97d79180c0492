import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.ts';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    // The page's policy allows fonts from the hub only, so nothing is inlined as data.
    assetsInlineLimit: 0,
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // `npm run dev` beside a hub at its usual address.
    proxy: { '^/(app|v1|files|sign-in|docs)': { target: 'http://127.0.0.1:8787' } },
  },
});
