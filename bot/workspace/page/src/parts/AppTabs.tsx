// The tabs of the app's direct message.
import type { KeyboardEvent } from "react";
import { go } from "../workspace/address";

const TABS = [
  { name: "Home", inside: "home" },
  { name: "Messages", inside: null },
];

export function AppTabs({ conversation, home }: { conversation: string; home: boolean }) {
  const other = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.currentTarget.querySelector<HTMLElement>("[aria-selected=false]")?.focus();
    go(conversation, home ? null : "home");
  };
  return (
    <div className="tabs" role="tablist" aria-label="App" onKeyDown={other}>
      {TABS.map(({ name, inside }) => {
        const selected = home === (inside === "home");
        return (
          <button key={name} type="button" role="tab" className="tab" aria-selected={selected} tabIndex={selected ? 0 : -1} onClick={() => go(conversation, inside)}>
            {name}
          </button>
        );
      })}
    </div>
  );
}
