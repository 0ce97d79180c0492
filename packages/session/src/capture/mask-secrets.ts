/** Shortest value of a variable that is masked, in characters: shorter ones hit ordinary words. */
const SHORTEST = 8;

/** Variables whose value nobody wants on a web page. */
const SECRET_NAME =
  /(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASS(?:WORD|WD|PHRASE)?|CREDENTIALS?|AUTH)(?:_|$)/i;

/** What a secret looks like, wherever it stands; the first group stays. */
const SECRET_SHAPES = [
  // An API key of this hub, alone or before `_MODELID`, and the vendor's `ul_…`.
  /\b()(?:ul_)?[0-9a-f]{40,42}(?=\b|_)/g,
  /\b(Bearer\s+)[\w.~+/=-]{8,}/gi,
  /\b((?:api_key|apikey|token|password|secret)["']?\s*[=:]\s*["']?)[^\s"'&,;]{6,}/gi,
  // User and password in a URL.
  /(:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
  /\b()(?:ghp|gho|ghs|ghu|github_pat|glpat|hf|sk|pk|xox[abp])[_-][\w-]{16,}/g,
  /\b()(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
];

/** Replaces secrets in a text by `***`. */
export type Mask = (text: string) => string;

/**
 * Makes the function that masks secrets: the given ones, the values of variables that are named
 * like one, and whatever has a secret's shape (keys, tokens, passwords in URLs).
 */
export function maskSecrets(
  known: readonly (string | null)[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Mask {
  const named = Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && (value?.length ?? 0) >= SHORTEST)
    .map(([, value]) => value as string);
  const values = [...known.filter((value) => value !== null), ...named];
  // Longest first, in case one holds another.
  const exact = [...new Set(values)].sort((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const value of exact) masked = masked.replaceAll(value, '***');
    for (const shape of SECRET_SHAPES) masked = masked.replace(shape, '$1***');
    return masked;
  };
}
