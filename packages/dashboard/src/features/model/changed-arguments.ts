import type { ModelDetail } from '@trainyard/protocol';

type Arguments = ModelDetail['trainArgs'];

/** What has to be sent so that the arguments become these; null takes one away. */
export function changedArguments(
  before: Arguments,
  rows: readonly { readonly name: string; readonly value: string }[],
): Arguments {
  const changes: Arguments = {};
  const wanted = new Map(rows.map(({ name, value }) => [name.trim(), value]));
  for (const name of Object.keys(before)) if (!wanted.has(name)) changes[name] = null;
  for (const [name, text] of wanted) {
    // What was not touched keeps its type: the text `1` stays a text.
    if (name in before && String(before[name] ?? '') === text) continue;
    changes[name] = scalar(text.trim());
  }
  return changes;
}

function scalar(text: string): string | number | boolean {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}
