// What the bot is doing, with its loading messages in turn.
import { useEffect, useState } from "react";
import type { Status } from "../workspace/contract";
import { useDesk } from "../workspace/desk";

const TURN_MS = 2000;

function useTurn(count: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const clock = window.setInterval(() => setTurn((now) => now + 1), TURN_MS);
    return () => window.clearInterval(clock);
  }, []);
  return count ? turn % count : 0;
}

export function StatusLine({ status }: { status: Status }) {
  const { name } = useDesk().bootstrap.bot;
  const turn = useTurn(status.loading_messages.length);
  if (!status.status) return null;
  return (
    <p className="status-line">
      <span className="dots" aria-hidden="true" />
      <span role="status">
        {name} {status.status}
      </span>
      <bdi className="quiet">{status.loading_messages[turn]}</bdi>
    </p>
  );
}
