import createClient from "openapi-fetch";
import type { paths } from "./district.js";

type JSON = "application/json" | "application/problem+json";
const district = createClient<paths, JSON>({ baseUrl: "{{ site_url }}" });
const { data, error } = await district.GET("/api/v1/milestones/", {
  params: {
    query: { programme: ["{{ programme.key }}"], year: {{ year }}, lang: "{{ language }}", page_size: 5 },
  },
});
if (error) throw new Error(error.detail);
for (const { due, title } of data.results) console.log(due?.value, title);
