// A text object, plain or mrkdwn.
import { memo, useMemo } from "react";
import type { TextObject } from "../workspace/contract";
import { mrkdwnParts } from "./mrkdwn";
import { plainParts } from "./plain";
import { RichText } from "./RichText";

/** One text. A bare string is plain text. */
export const Text = memo(function Text({ text }: { text: TextObject | string | undefined }) {
  const parts = useMemo(() => {
    if (!text) return [];
    if (typeof text === "string") return plainParts(text);
    return text.type === "mrkdwn" ? mrkdwnParts(text.text, text.verbatim) : plainParts(text.text);
  }, [text]);
  return (
    <div className="text">
      <RichText parts={parts} />
    </div>
  );
});
