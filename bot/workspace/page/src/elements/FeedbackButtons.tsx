// Feedback buttons: two answers, of which the last one given stays marked.
import { useState } from "react";
import { Icon } from "../parts/Icon";
import { plain } from "../blocks/plain";
import { useSurface } from "../blocks/surface";
import type { FeedbackButton } from "../workspace/contract";
import type { ElementProps } from "./element_props";

export function FeedbackButtons({ block, element }: ElementProps) {
  const surface = useSurface();
  const [given, setGiven] = useState<string | null>(null);
  const give = async ({ text, value }: FeedbackButton) => {
    if (await surface.press(block, element, { text, value })) setGiven(value);
  };
  const answers = [
    { button: element.positive_button, icon: "thumb-up" as const },
    { button: element.negative_button, icon: "thumb-down" as const },
  ];
  return (
    <div className="feedback" role="group" aria-label="Feedback">
      {answers.map(({ button, icon }) => {
        if (!button) return null;
        const name = plain(button.text);
        return (
          <button key={icon} type="button" className="feedback-button" aria-label={button.accessibility_label ?? name} aria-pressed={given === button.value} title={button.accessibility_label} onClick={() => void give(button)}>
            <Icon name={icon} />
            <bdi>{name}</bdi>
          </button>
        );
      })}
    </div>
  );
}
