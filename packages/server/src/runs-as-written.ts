/**
 * Whether this is TypeScript run as written, as in a checkout, or the JavaScript of a package:
 * what lies beside the code has other names there.
 */
export const RUNS_AS_WRITTEN = import.meta.url.endsWith('.ts');
