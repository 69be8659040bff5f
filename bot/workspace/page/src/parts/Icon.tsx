// The few icons of the page, drawn in place. They say nothing to a screen reader: the button does.

const PATHS = {
  back: "M12.5 4 6.5 10l6 6",
  bin: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  close: "M5 5l10 10M15 5 5 15",
  clip: "M13.5 6.5 8 12a1.4 1.4 0 0 0 2 2l5.6-5.6a3 3 0 0 0-4.2-4.2L5.6 10a4.5 4.5 0 0 0 6.4 6.4l4-4",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  down: "m5 8 5 5 5-5",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  file: "M5 3h6l4 4v10H5zM11 3v4h4",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  payloads: "M7 5 3 10l4 5M13 5l4 5-4 5",
  reply: "M3 5h14v9H9l-4 3v-3H3z",
  right: "m8 5 5 5-5 5",
  send: "m3 4 14 6-14 6 2.5-6zM5.5 10H11",
  "thumb-down": "M6.5 12V4h7.8l2.2 7.2c0 .5-.3.8-.8.8h-4.2l.6 4c0 .6-.6 1-1.1 1l-4.5-5ZM3 4v8",
  "thumb-up": "M6.5 8v8h7.8l2.2-7.2c0-.5-.3-.8-.8-.8h-4.2l.6-4c0-.6-.6-1-1.1-1L6.5 8ZM3 8v8",
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
