// Keeps what has not changed, so that React has nothing to draw again.

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sharedList(old: unknown[], fresh: unknown[]): unknown[] {
  const list = fresh.map((item, index) => shared(old[index], item));
  const same = old.length === list.length && list.every((item, index) => item === old[index]);
  return same ? old : list;
}

function sharedRecord(
  old: Record<string, unknown>,
  fresh: Record<string, unknown>,
): Record<string, unknown> {
  const entries = Object.entries(fresh).map(([key, value]) => [key, shared(old[key], value)] as const);
  const sameSize = Object.keys(old).length === entries.length;
  const same = sameSize && entries.every(([key, value]) => key in old && old[key] === value);
  return same ? old : Object.fromEntries(entries);
}

/** `fresh`, with every part that equals its part in `old` taken from `old`. */
export function shared<T>(old: unknown, fresh: T): T {
  if (Array.isArray(old) && Array.isArray(fresh)) return sharedList(old, fresh) as T;
  if (isRecord(old) && isRecord(fresh)) return sharedRecord(old, fresh) as T;
  return fresh;
}
