// The questions that the app suggests; each is sent as a message.
import type { Prompts } from "../workspace/contract";
import { useDesk } from "../workspace/desk";

interface Props {
  channel: string;
  prompts: Prompts;
  /** Called with the ts of each message that was sent. */
  onSent: (ts: string) => void;
}

export function SuggestedPrompts({ channel, prompts, onSent }: Props) {
  const desk = useDesk();
  const send = async (text: string) => {
    const taken = await desk.act<{ ts: string }>("/page/message", { channel, text });
    if (taken) onSent(taken.ts);
  };
  return (
    <section className="prompts" aria-label="Suggested prompts">
      {prompts.title && <p dir="auto">{prompts.title}</p>}
      <div className="prompt-chips">
        {prompts.prompts.map(({ title, message }) => (
          <button key={title} type="button" className="chip" title={message} onClick={() => void send(message)}>
            <bdi>{title}</bdi>
          </button>
        ))}
      </div>
    </section>
  );
}
