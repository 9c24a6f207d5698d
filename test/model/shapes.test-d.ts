import { describe, it } from "vitest";
import { type ServiceProps, shape } from "../../lib/core/index.ts";
import { serviceFields } from "../../lib/model/element-shapes.ts";

interface Props {
  readonly must: string;
  readonly may?: number;
}

describe("the shapes of properties", () => {
  it("cannot leave one out", () => {
    shape.props<Props>({ must: shape.needed(shape.text), may: shape.number });
    // @ts-expect-error `may` is forgotten
    shape.props<Props>({ must: shape.needed(shape.text) });
    // @ts-expect-error `must` has to be there
    shape.props<Props>({ must: shape.text, may: shape.number });
    // @ts-expect-error there is no such property
    shape.props<Props>({ must: shape.needed(shape.text), may: shape.number, more: shape.text });
    const { memLimit: _, ...others } = serviceFields;
    // @ts-expect-error `memLimit` is forgotten
    shape.props<ServiceProps>(others);
  });
});
