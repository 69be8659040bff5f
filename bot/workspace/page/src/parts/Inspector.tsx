// Every payload to and from the bot, newest first.
import { useState } from "react";
import type { Traffic } from "../workspace/contract";
import { useDesk } from "../workspace/desk";
import { usePhone } from "../workspace/media";
import { useTraffic } from "../workspace/traffic";
import { PaneHead } from "./PaneHead";
import { PayloadItem } from "./PayloadItem";

interface Props {
  /** Grows whenever there are new payloads. */
  grown: number;
  onClose: () => void;
}

const SHOWN = 200;
const DIRECTIONS = { all: "Both directions", to_bot: "To the bot", from_bot: "From the bot" };

function matches(item: Traffic, direction: string, words: string): boolean {
  if (direction !== "all" && item.direction !== direction) return false;
  if (!words) return true;
  return `${item.kind} ${item.name} ${JSON.stringify(item.payload)}`.toLowerCase().includes(words.toLowerCase());
}

function useFilter() {
  const [direction, setDirection] = useState("all");
  const [words, setWords] = useState("");
  const fields = (
    <div className="filters">
      <input className="field" type="search" dir="auto" aria-label="Filter payloads" placeholder="Filter payloads" value={words} onChange={(event) => setWords(event.target.value)} />
      <select className="field" aria-label="Direction" value={direction} onChange={(event) => setDirection(event.target.value)}>
        {Object.entries(DIRECTIONS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
  return { fields, keep: (item: Traffic) => matches(item, direction, words) };
}

export function Inspector({ grown, onClose }: Props) {
  const { tell } = useDesk();
  const phone = usePhone();
  const { fields, keep } = useFilter();
  const found = useTraffic(grown, tell).filter(keep).reverse();
  return (
    <aside className="pane inspector" aria-label="Payloads">
      <PaneHead title="Payloads" about="What goes to the bot and what comes from it" onBack={phone ? onClose : undefined} onClose={phone ? undefined : onClose} />
      {fields}
      <ul className="payloads" aria-label="Payload list" tabIndex={0}>
        {found.slice(0, SHOWN).map((item) => (
          <PayloadItem key={item.id} item={item} />
        ))}
      </ul>
      <p className="quiet payload-count">
        {found.length > SHOWN ? `The newest ${SHOWN} of ${found.length} payloads.` : `${found.length} payloads.`}
      </p>
    </aside>
  );
}
