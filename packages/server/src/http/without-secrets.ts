/**
 * A text for the log: API keys, session tokens, the grants of signed paths and the values of
 * queries are left out, wherever they stand in it.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/[0-9a-f]{42}/gi, '…')
    .replace(/\/([fu])-[0-9a-z]+-[^/\s"']+/gi, '/$1-…')
    .replace(/\b(Bearer|Basic)\s+[^\s"']+/gi, '$1 …')
    .replace(/([?&][\w.-]+)=[^&\s"']*/g, '$1=…');
}
