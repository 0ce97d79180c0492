import { HubError } from '@trainyard/protocol';

/** A value that a list can be sorted by or show beside its own columns. */
export interface ModelColumn {
  readonly kind: 'metric' | 'arg';
  readonly name: string;
}

/** Reads `metric:NAME` or `arg:NAME`. @throws HubError invalid_query */
export function modelColumn(text: string): ModelColumn {
  const [, kind, name] = /^(metric|arg):(.+)$/s.exec(text) ?? [];
  // The name of an argument becomes part of a JSON path.
  const odd = kind === 'arg' && !/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name!);
  if (!kind || odd) {
    throw new HubError('invalid_query', {
      message: `"${text.slice(0, 80)}" is neither metric:NAME nor arg:NAME.`,
    });
  }
  return { kind: kind as ModelColumn['kind'], name: name! };
}
