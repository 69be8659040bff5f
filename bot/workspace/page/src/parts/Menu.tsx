// A button that opens a list of things to do. The browser's popover keeps it above everything and
// closes it at Escape or a click elsewhere.
import { type KeyboardEvent, useId, useRef } from "react";
import { Icon } from "./Icon";

export interface MenuItem {
  name: string;
  act: () => void;
  danger?: boolean;
}

const MARGIN = 8;

function place(list: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const left = Math.min(Math.max(MARGIN, from.right - width), window.innerWidth - width - MARGIN);
  const below = from.bottom + 4;
  const top = below + height > window.innerHeight - MARGIN ? Math.max(MARGIN, from.top - height - 4) : below;
  list.style.left = `${left}px`;
  list.style.top = `${top}px`;
}

function step(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items.at((at + by) % items.length)?.focus();
}

export function Menu({ name, items }: { name: string; items: MenuItem[] }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const opened = (open: boolean) => {
    button.current?.setAttribute("aria-expanded", String(open));
    if (!open || !list.current || !button.current) return;
    place(list.current, button.current);
    list.current.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  };
  const choose = ({ act }: MenuItem) => {
    list.current?.hidePopover();
    button.current?.focus();
    act();
  };
  return (
    <>
      <button ref={button} type="button" className="icon-button" popoverTarget={id} aria-haspopup="menu" aria-label={name} title={name}>
        <Icon name="more" />
      </button>
      <div ref={list} id={id} popover="auto" role="menu" aria-label={name} className="menu" onKeyDown={step} onToggle={(event) => opened(event.newState === "open")}>
        {items.map((item) => (
          <button key={item.name} type="button" role="menuitem" tabIndex={-1} className={item.danger ? "menu-item danger" : "menu-item"} onClick={() => choose(item)}>
            <bdi>{item.name}</bdi>
          </button>
        ))}
      </div>
    </>
  );
}
