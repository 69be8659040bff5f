// Follows what one person sees: fetched when the socket opens, and whenever the server says so.
import { useEffect, useState } from "react";
import type { State } from "./contract";
import { get } from "./server";
import { shared } from "./sharing";

const RETRY_MS = 1500;

interface Live {
  state: State | null;
  /** Whether the server answers. */
  reachable: boolean;
  /** Grows whenever the server's list of payloads grew. */
  traffic: number;
}

interface Hearing {
  changed: () => void;
  traffic: () => void;
  reachable: (yes: boolean) => void;
}

function socketAddress(user: string): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}/page/socket?user=${encodeURIComponent(user)}`;
}

/** Listens until stopped, and opens the socket again when it closes. */
function listen(user: string, hearing: Hearing): () => void {
  let stopped = false;
  let retry: number | undefined;
  let socket: WebSocket;
  const open = () => {
    socket = new WebSocket(socketAddress(user));
    socket.onopen = () => hearing.changed();
    socket.onmessage = (event: MessageEvent<string>) => {
      const { type } = JSON.parse(event.data) as { type: string };
      if (type === "traffic") hearing.traffic();
      else hearing.changed();
    };
    socket.onclose = () => {
      if (stopped) return;
      hearing.reachable(false);
      retry = window.setTimeout(open, RETRY_MS);
    };
  };
  open();
  return () => {
    stopped = true;
    window.clearTimeout(retry);
    socket.close();
  };
}

/** Runs `work` now, or once more after the run under way: never twice at a time. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
  return () => void run();
}

/** What `user` sees, kept up to date. */
export function useLiveState(user: string): Live {
  const [held, setHeld] = useState<{ user: string; state: State } | null>(null);
  const [reachable, setReachable] = useState(true);
  const [traffic, setTraffic] = useState(0);
  useEffect(() => {
    let current = true;
    const refresh = oneAtATime(async () => {
      try {
        const state = await get<State>(`/page/state?user=${encodeURIComponent(user)}`);
        if (!current) return;
        setHeld((old) => ({ user, state: old?.user === user ? shared(old.state, state) : state }));
        setReachable(true);
      } catch {
        if (current) setReachable(false);
      }
    });
    const stop = listen(user, {
      changed: refresh,
      traffic: () => setTraffic((count) => count + 1),
      reachable: setReachable,
    });
    return () => {
      current = false;
      stop();
    };
  }, [user]);
  return { state: held?.user === user ? held.state : null, reachable, traffic };
}
