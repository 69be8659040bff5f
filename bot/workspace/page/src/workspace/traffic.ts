// The payloads to and from the bot, followed while they are shown.
import { useEffect, useState } from "react";
import type { Traffic } from "./contract";
import { get } from "./server";

const KEPT = 1000;

/** Payloads, oldest first; asks for the new ones whenever `grown` grows. */
export function useTraffic(grown: number, tell: (sentence: string) => void): Traffic[] {
  const [items, setItems] = useState<Traffic[]>([]);
  useEffect(() => {
    let current = true;
    const after = items.at(-1)?.id ?? 0;
    const add = ({ items: more }: { items: Traffic[] }) => {
      const fresh = more.filter(({ id }) => id > after);
      if (current && fresh.length) setItems([...items, ...fresh].slice(-KEPT));
    };
    get<{ items: Traffic[] }>(`/page/traffic?after=${after}`).then(add, (refused: Error) => tell(refused.message));
    return () => {
      current = false;
    };
    // New payloads are announced by `grown`; each answer asks once more, until nothing is new.
  }, [grown, items, tell]);
  return items;
}
