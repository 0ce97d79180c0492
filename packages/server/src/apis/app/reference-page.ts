import { PATHS } from '@trainyard/protocol';
import type { TSchema } from 'typebox';
import type { DocumentedRoute } from '../../http/route-doc.ts';

const WHO: Readonly<Record<string, string>> = {
  open: 'anybody',
  anyone: 'anybody, as far as they may see it',
  read: 'an account',
  train: 'a key that may train',
  manage: 'a key with full scope, or a signed-in person',
};

/** The API reference as one page of plain HTML. */
export function referencePage(routes: readonly DocumentedRoute[], stylePath: string): string {
  const sorted = [...routes].sort((a, b) => (a.path < b.path ? -1 : 1));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>API reference · Trainyard</title>
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="${stylePath}"></head><body><main>
<p><a href="/">Trainyard</a></p><h1>API reference</h1>
<p>Send an API key as <code>x-api-key</code> or as a Bearer token. Errors are RFC 9457 problem
details with a stable <code>code</code>. The same as <a href="${PATHS.app.openapi}">OpenAPI 3.1</a>.</p>
<nav aria-label="Operations"><ul>${sorted.map(link).join('')}</ul></nav>
${sorted.map(section).join('\n')}</main></body></html>`;
}

function anchor({ method, path }: DocumentedRoute): string {
  return `${method}-${path.replace(/[^A-Za-z0-9]+/g, '-')}`.toLowerCase();
}

function link(route: DocumentedRoute): string {
  return `<li><a href="#${anchor(route)}"><b>${route.method}</b> <code>${escaped(route.path)}</code></a></li>`;
}

function section(route: DocumentedRoute): string {
  const { method, path, doc, access, schema } = route;
  return `<section id="${anchor(route)}"><h2><span>${method}</span> <code>${escaped(path)}</code></h2>
<p>${escaped(doc?.summary ?? '')}${doc ? '. ' : ''}For ${escaped(WHO[access] ?? access)}.</p>
${shown('Query', schema.querystring)}${shown('Body', schema.body)}${shown('Reply', doc?.reply)}</section>`;
}

function shown(title: string, schema: TSchema | undefined): string {
  if (!schema) return '';
  const json = JSON.stringify(schema, undefined, 2);
  return `<details><summary>${title}</summary><pre tabindex="0">${escaped(json)}</pre></details>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const REFERENCE_STYLE = `:root{color-scheme:light dark;font:15px/1.55 system-ui,sans-serif}
body{margin:0;background:light-dark(#fbfbfa,#121513);color:light-dark(#1c211e,#e6e9e7)}
main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem 4rem}
a{color:light-dark(#0b6a62,#4fd1c1)}
nav ul{list-style:none;padding:0;columns:22rem}
nav a{text-decoration:none;overflow-wrap:anywhere}
section{border-top:1px solid light-dark(#dfe3e0,#2b312e);padding-top:.5rem;margin-top:1.5rem}
h2{font-size:1.05rem;overflow-wrap:anywhere}h2 span{color:light-dark(#0b6a62,#4fd1c1)}
pre{overflow:auto;max-height:24rem;background:light-dark(#f1f3f1,#1b1f1d);padding:.75rem;border-radius:6px;font-size:13px}
summary{cursor:pointer}`;
