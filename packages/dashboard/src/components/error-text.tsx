/** What went wrong, in the hub's own words; nothing when nothing did. */
export function ErrorText({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p className="error-text" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>
  );
}
