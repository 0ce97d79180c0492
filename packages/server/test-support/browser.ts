/** As much of a browser as sign-in takes: cookies by origin, redirects, forms. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  url = '';
  text = '';

  /** Goes somewhere, and on where it is sent, until a page comes or `until` says so. */
  async open(url: string, form?: Record<string, string>): Promise<void> {
    let next: string | undefined = url;
    let body = form && new URLSearchParams(form);
    while (next !== undefined) {
      this.url = next;
      const jar = this.#jar(next);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer: Response = await fetch(next, {
        method: body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie },
        ...(body && { body }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name, value] = line.split(';')[0]!.split(/=(.*)/s) as [string, string];
        jar.set(name, value);
      }
      this.text = await answer.text();
      const location = answer.headers.get('location');
      next = location === null ? undefined : new URL(location, next).href;
      body = undefined;
    }
  }

  /** The cookies for an origin, as they are sent. */
  cookies(origin: string): string {
    return [...this.#jar(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Sends the page's form. */
  submit(fields: Record<string, string>): Promise<void> {
    const action = /action="([^"]+)"/.exec(this.text)?.[1];
    if (action === undefined) throw new Error(`no form on ${this.url}:\n${this.text}`);
    const hidden = [...this.text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const given = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]));
    return this.open(new URL(action, this.url).href, { ...given, ...fields });
  }

  #jar(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}
