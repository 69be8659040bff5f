// Keeps a list of messages at its end, as long as the person has not scrolled up.
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

const NEAR = 80;

/** A ref for the list that scrolls; `key` names the conversation, which opens at its end. */
export function useStickToEnd(key: string): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [key]);
  useEffect(() => {
    const element = list.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const toEnd = () => atEnd.current && element.scrollTo(0, element.scrollHeight);
    const noteEnd = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    const watch = new ResizeObserver(toEnd);
    watch.observe(content);
    watch.observe(element);
    element.addEventListener("scroll", noteEnd, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", noteEnd);
    };
  }, [key]);
  return list;
}
