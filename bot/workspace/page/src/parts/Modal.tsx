// One view of the modal stack: title, blocks, and the buttons below.
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { Blocks } from "../blocks/Blocks";
import { plain } from "../blocks/plain";
import { shortfalls } from "../blocks/shortfalls";
import { SurfaceContext, useGround } from "../blocks/surface";
import { collect } from "../blocks/values";
import type { Block, View } from "../workspace/contract";
import { useDesk } from "../workspace/desk";
import { Icon } from "./Icon";

type Errors = Record<string, string>;

/** The form's errors: what was found here, or what the bot answered; each goes when its field changes. */
function useErrors(view: View) {
  const [errors, setErrors] = useState<Errors>(view.errors ?? {});
  const forget = useCallback(({ block_id = "" }: Block) => {
    setErrors(({ [block_id]: _, ...rest }) => rest);
  }, []);
  return { errors, setErrors, forget };
}

function useSubmission(view: View, touched: Parameters<typeof collect>[1], setErrors: (errors: Errors) => void) {
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = shortfalls(view.blocks, touched);
    setErrors(found);
    if (busy || Object.keys(found).length) return;
    setBusy(true);
    const values = collect(view.blocks, touched);
    const answer = await desk.act<{ errors?: Errors }>("/page/submit", { view_id: view.id, values });
    setBusy(false);
    setErrors(answer?.errors ?? {});
  };
  return { busy, submit };
}

export function Modal({ view, isTop }: { view: View; isTop: boolean }) {
  const desk = useDesk();
  const form = useRef<HTMLFormElement>(null);
  const { errors, setErrors, forget } = useErrors(view);
  const { surface, touched } = useGround({ container: { view_id: view.id }, blocks: view.blocks, errors, onChange: forget });
  const { busy, submit } = useSubmission(view, touched, setErrors);
  const close = () => void desk.act("/page/close", { view_id: view.id });
  const wrong = Object.keys(errors).join();
  useEffect(() => {
    if (isTop) form.current?.querySelector<HTMLElement>(wrong ? "[aria-invalid]" : ".dialog-body :is(input, textarea, select)")?.focus();
  }, [isTop, wrong]);
  return (
    <form ref={form} className="modal" hidden={!isTop} noValidate onSubmit={(event) => void submit(event)}>
      <header className="dialog-head">
        <h2 id={`${view.id}-title`} dir="auto">
          {plain(view.title)}
        </h2>
        <button type="button" className="icon-button" aria-label="Dismiss" title="Dismiss" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="dialog-body" tabIndex={0} role="group" aria-labelledby={`${view.id}-title`}>
        <SurfaceContext value={surface}>
          <Blocks blocks={view.blocks} />
        </SurfaceContext>
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={close}>
          {plain(view.close) || (view.submit ? "Cancel" : "Close")}
        </button>
        {view.submit && (
          <button type="submit" className="button primary" aria-disabled={busy}>
            {plain(view.submit)}
          </button>
        )}
      </div>
    </form>
  );
}
