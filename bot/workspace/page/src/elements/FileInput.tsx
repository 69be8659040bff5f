// A field for files: each is uploaded as soon as it is chosen.
import { useDesk } from "../workspace/desk";
import { upload } from "../workspace/server";
import { type ElementProps, useField, useHeld } from "./element_props";

export function FileInput(props: ElementProps) {
  const desk = useDesk();
  const { error: _, placeholder: __, ...field } = useField(props);
  const { held, change } = useHeld(props);
  const take = async (chosen: FileList | null) => {
    try {
      change({ files: await Promise.all([...(chosen ?? [])].map((file) => upload(desk.user, file))) });
    } catch (refused) {
      desk.tell((refused as Error).message);
    }
  };
  return (
    <div>
      <input {...field} type="file" multiple={(props.element.max_files ?? 10) > 1} onChange={(event) => void take(event.target.files)} />
      <p className="quiet">{(held.files ?? []).map(({ name }) => name).join(", ")}</p>
    </div>
  );
}
