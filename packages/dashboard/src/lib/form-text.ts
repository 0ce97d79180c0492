/** What was typed into a field; empty where there is none of that name. */
export function formText(form: FormData, name: string): string {
  return String(form.get(name) ?? '');
}

/** The words of a field that are separated by commas. */
export function formWords(form: FormData, name: string): string[] {
  return formText(form, name)
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
