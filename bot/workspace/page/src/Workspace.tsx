// The workspace as one person sees it: which panes are open, and what is in them.
import { useEffect, useState } from "react";
import { Conversation, titleOf } from "./parts/Conversation";
import { Inspector } from "./parts/Inspector";
import { ModalStack } from "./parts/ModalStack";
import { Sidebar } from "./parts/Sidebar";
import { ThreadPane } from "./parts/ThreadPane";
import { go, type Place } from "./workspace/address";
import type { Conversation as Shown, State } from "./workspace/contract";
import { usePhone } from "./workspace/media";

interface Props {
  state: State;
  place: Place;
  traffic: number;
}

/** The conversation that the address names; another person's direct message becomes one's own. */
function conversationAt(place: Place, { conversations }: State, phone: boolean): Shown | null {
  const direct = conversations.find(({ kind }) => kind === "im") ?? null;
  if (place.conversation === null) return phone ? null : direct;
  return conversations.find(({ id }) => id === place.conversation) ?? direct;
}

function useTitle(shown: Shown | null): void {
  useEffect(() => {
    document.title = `${shown ? `${titleOf(shown)} · ` : ""}Saathi, local workspace`;
  }, [shown]);
}

export function Workspace({ state, place, traffic }: Props) {
  const phone = usePhone();
  const [inspecting, setInspecting] = useState(false);
  const shown = conversationAt(place, state, phone);
  const isThere = shown !== null && shown.id === place.conversation;
  const thread = isThere ? place.thread : null;
  useTitle(shown);
  useEffect(() => {
    if (shown && place.conversation && !isThere) go(shown.id, place.home ? "home" : null, true);
  }, [shown, place, isThere]);
  return (
    <div className="workspace">
      {(!phone || (!shown && !inspecting)) && <Sidebar conversations={state.conversations} current={shown?.id ?? null} connected={state.connected} />}
      {shown && (!phone || (!thread && !inspecting)) && (
        <Conversation conversation={shown} home={state.home} showsHome={place.home} onPayloads={() => setInspecting(!inspecting)} />
      )}
      {shown && thread && (!phone || !inspecting) && <ThreadPane conversation={shown} thread={thread} />}
      {inspecting && <Inspector grown={traffic} onClose={() => setInspecting(false)} />}
      <ModalStack views={state.views} />
    </div>
  );
}
