// Which sample person one is.
import { become } from "../workspace/address";
import { useDesk } from "../workspace/desk";

export function PersonSwitch() {
  const { user, bootstrap } = useDesk();
  return (
    <label className="person">
      <span>You are</span>
      <select value={user} onChange={(event) => become(event.target.value)}>
        {bootstrap.people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
