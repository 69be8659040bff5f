// Calls to the workspace server.

export class Refused extends Error {}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    const sentence = (body as { error?: string }).error;
    throw new Refused(sentence ?? `The workspace server answered ${response.status}.`);
  }
  return body as T;
}

async function reach(path: string, request?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new Refused("The workspace server does not answer. Please see whether it still runs.");
  }
}

/** What the server holds at `path`. */
export async function get<T>(path: string): Promise<T> {
  return read<T>(await reach(path));
}

/** The server's answer to an act of a person; raises Refused with the server's sentence. */
export async function post<T>(path: string, body: object): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return read<T>(await reach(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** The uploaded file's id and name. */
export async function upload(user: string, file: File): Promise<{ id: string; name: string }> {
  const form = new FormData();
  form.append("user", user);
  form.append("file", file);
  const sent = await reach("/page/upload", { method: "POST", body: form });
  return (await read<{ file: { id: string; name: string } }>(sent)).file;
}
