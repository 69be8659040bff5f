// The surface that blocks stand on (a message, a modal, the Home tab): what its elements hold, and
// how their actions reach the bot.
import { createContext, useContext, useMemo, useState } from "react";
import type { Block, Container, Element, Held, Option, Values } from "../workspace/contract";
import { type Desk, useDesk } from "../workspace/desk";
import { collect, startOf } from "./values";

export interface Surface {
  /** Begins the DOM ids of what stands on this surface. */
  name: string;
  /** What an element holds now. */
  held: (block: Block, element: Element) => Held | null;
  /** Keeps what an element holds, and tells the bot where the block asks for it. */
  change: (block: Block, element: Element, held: Held) => void;
  /** Tells the bot of an action that holds nothing, such as a button's; true once it was told. */
  press: (block: Block, element: Element, details: object) => Promise<boolean>;
  /** Tells the bot what a text field holds, where the block asks for it. */
  dispatch: (block: Block, element: Element, held: Held) => void;
  /** Options for an external select. */
  suggest: (block: Block, element: Element, value: string) => Promise<Option[]>;
  /** The sentence to show beside a block. */
  error: (block: Block) => string | undefined;
}

export const SurfaceContext = createContext<Surface | null>(null);

/** The surface that a block stands on. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === null) throw new Error("A block must stand inside a SurfaceContext.");
  return surface;
}

interface Ground {
  container: Container;
  blocks: Block[];
  errors?: Record<string, string>;
  /** Called when a block is changed. */
  onChange?: (block: Block) => void;
}

const TYPED = new Set(["plain_text_input", "email_text_input", "url_text_input", "number_input"]);

function isTold(block: Block, element: Element): boolean {
  const asked = block.type !== "input" || block.dispatch_action === true;
  return asked && !TYPED.has(element.type);
}

async function send(desk: Desk, ground: Ground, touched: Values, block: Block, element: Element, details: object) {
  if (element.confirm && !(await desk.confirm(element.confirm))) return false;
  const { block_id, action_id, type } = { ...block, ...element };
  const action = { block_id, action_id, type, ...details, action_ts: (Date.now() / 1000).toFixed(6) };
  const state = { values: collect(ground.blocks, touched) };
  return (await desk.act("/page/action", { container: ground.container, action, state })) !== null;
}

function idOf(container: Container): string {
  return "view_id" in container ? container.view_id : `${container.channel}-${container.message_ts}`;
}

/** A surface on `ground`, with what was touched on it so far. */
export function useGround(ground: Ground): { surface: Surface; touched: Values } {
  const desk = useDesk();
  const [touched, setTouched] = useState<Values>({});
  const { blocks, errors, onChange } = ground;
  const container = JSON.stringify(ground.container);
  const surface = useMemo((): Surface => {
    const here = { container: JSON.parse(container) as Container, blocks };
    const withHeld = ({ block_id = "" }: Block, { action_id = "" }: Element, held: Held): Values => ({
      ...touched,
      [block_id]: { ...touched[block_id], [action_id]: held },
    });
    const tell = (block: Block, element: Element, held: Held) =>
      send(desk, here, withHeld(block, element, held), block, element, held);
    return {
      name: idOf(here.container),
      held: (block, element) => touched[block.block_id ?? ""]?.[element.action_id ?? ""] ?? startOf(element),
      change: (block, element, held) => {
        setTouched(withHeld(block, element, held));
        onChange?.(block);
        if (isTold(block, element)) void tell(block, element, held);
      },
      dispatch: (block, element, held) => void (block.dispatch_action && tell(block, element, held)),
      press: (block, element, details) => send(desk, here, touched, block, element, details),
      suggest: async ({ block_id }, { action_id }, value) => {
        const asked = { container: here.container, block_id, action_id, value };
        return (await desk.act<{ options: Option[] }>("/page/suggest", asked))?.options ?? [];
      },
      error: ({ block_id = "" }) => errors?.[block_id],
    };
  }, [desk, container, blocks, errors, onChange, touched]);
  return { surface, touched };
}
