/** Walks through a list, reads one record and a problem, and prints what it found. */

import createClient from "openapi-fetch";
import type { components, paths } from "./district.js";
import { url } from "./portal.js";

type Milestone = components["schemas"]["Milestone"];

type JSON = "application/json" | "application/problem+json";

const district = createClient<paths, JSON>({ baseUrl: url });

/** Returns every milestone of a year, page by page. */
async function milestonesOf(year: number): Promise<Milestone[]> {
  const found: Milestone[] = [];
  let cursor: string | undefined;
  do {
    const { data, error } = await district.GET("/api/v1/milestones/", {
      params: { query: { programme: ["home"], year, page_size: 2, lang: "en", cursor } },
    });
    if (error) throw new Error(error.detail);
    found.push(...data.results);
    cursor = data.next ? (new URL(data.next).searchParams.get("cursor") ?? undefined) : undefined;
  } while (cursor);
  return found;
}

const milestones = await milestonesOf(2014);
// Nothing is sure to be there: `fields` cuts items down.
const states: (components["schemas"]["Progress"] | undefined)[] = milestones.map((each) => each.state);
const earliest: (string | undefined)[] = milestones.map((each) => each.due?.earliest);

const one = await district.GET("/api/v1/milestones/{id}/", {
  params: { path: { id: "milestone-1" }, query: { lang: "all" } },
});
const title = one.data?.title;
const led: string | undefined = one.data?.responsible_partner?.id;

const refused = await district.GET("/api/v1/milestones/", {
  // @ts-expect-error there is no such state
  params: { query: { state: ["finished"] } },
});
const problem = refused.error;

console.log(
  JSON.stringify({
    ids: milestones.map((each) => each.id),
    states,
    earliest,
    title: typeof title === "object" ? title?.en : title,
    led,
    problem: [problem?.status, problem?.errors.map((each) => each.parameter)],
  }),
);
