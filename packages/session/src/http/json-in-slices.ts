import { TimeSlice } from '../spool/time-slice.ts';

/** Items of a list that are written in one go. */
const AT_ONCE = 64;

/**
 * An object as JSON, its lists a slice of time after the other: thousands of records at once would
 * keep the trainer waiting for milliseconds. Members that are undefined are left out.
 */
export async function jsonInSlices(object: Readonly<Record<string, unknown>>): Promise<string> {
  const slice = new TimeSlice();
  // Whoever made the object has had its slice already.
  await slice.next();
  const members: string[] = [];
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const json = Array.isArray(value) ? await listInSlices(value, slice) : JSON.stringify(value);
    members.push(`${JSON.stringify(name)}:${json}`);
  }
  return `{${members.join(',')}}`;
}

async function listInSlices(items: readonly unknown[], slice: TimeSlice): Promise<string> {
  const parts: string[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    parts.push(JSON.stringify(items.slice(at, at + AT_ONCE)).slice(1, -1));
    if (slice.isOver()) await slice.next();
  }
  return `[${parts.join(',')}]`;
}
