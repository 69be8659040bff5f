// The page: the person at the desk, and the workspace in front of them.
import { useCallback, useEffect, useMemo, useState } from "react";
import { ConfirmDialog } from "./parts/ConfirmDialog";
import { Notice } from "./parts/Notice";
import { useQuestions } from "./parts/questions";
import { useAddress } from "./workspace/address";
import type { Bootstrap } from "./workspace/contract";
import { type Desk, DeskContext } from "./workspace/desk";
import { useLiveState } from "./workspace/live_state";
import { get, post } from "./workspace/server";
import { Workspace } from "./Workspace";

const RETRY_MS = 1500;

/** What the server says once, asked again until it answers. */
function useBootstrap(): Bootstrap | null {
  const [bootstrap, setBootstrap] = useState<Bootstrap | null>(null);
  useEffect(() => {
    let retry: number | undefined;
    const ask = () => {
      get<Bootstrap>("/page/bootstrap").then(setBootstrap, () => {
        retry = window.setTimeout(ask, RETRY_MS);
      });
    };
    ask();
    return () => window.clearTimeout(retry);
  }, []);
  return bootstrap;
}

/** How `user` acts, with refusals told. */
function useActs(user: string, tell: (sentence: string) => void): Desk["act"] {
  return useCallback(
    async <T,>(path: string, body: object): Promise<T | null> => {
      try {
        return await post<T>(path, { user, ...body });
      } catch (refused) {
        tell((refused as Error).message);
        return null;
      }
    },
    [user, tell],
  );
}

function Open({ bootstrap }: { bootstrap: Bootstrap }) {
  const { as, place } = useAddress();
  const known = bootstrap.people.find(({ id }) => id === as) ?? bootstrap.people[0];
  const user = known?.id ?? "";
  const { state, reachable, traffic } = useLiveState(user);
  const [sentence, setSentence] = useState<string | null>(null);
  const { asked, confirm } = useQuestions();
  const act = useActs(user, setSentence);
  const desk = useMemo((): Desk => ({ user, bootstrap, act, tell: setSentence, confirm }), [user, bootstrap, act, confirm]);
  const hide = useCallback(() => setSentence(null), []);
  return (
    <DeskContext value={desk}>
      {!reachable && (
        <p className="lost" role="alert">
          The workspace server does not answer. Trying again…
        </p>
      )}
      {state ? <Workspace key={user} state={state} place={place} traffic={traffic} /> : <p className="waiting">Opening the workspace…</p>}
      {asked && <ConfirmDialog question={asked.question} onAnswer={asked.answer} />}
      {sentence !== null && <Notice sentence={sentence} onGone={hide} />}
    </DeskContext>
  );
}

export function App() {
  const bootstrap = useBootstrap();
  return bootstrap ? <Open bootstrap={bootstrap} /> : <p className="waiting">Looking for the workspace server…</p>;
}
