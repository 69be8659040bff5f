// Facts about the screen, followed as they change.
import { useSyncExternalStore } from "react";

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (heard) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", heard);
      return () => media.removeEventListener("change", heard);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Whether one pane at a time is all that fits. The styles use the same width. */
export function usePhone(): boolean {
  return useMedia("(max-width: 760px)");
}

/** The theme that the person's system prefers. */
export function useTheme(): "light" | "dark" {
  return useMedia("(prefers-color-scheme: dark)") ? "dark" : "light";
}
