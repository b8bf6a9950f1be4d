import { matchRoutes } from "@remix-run/react";
import type { ServerBuild } from "@remix-run/node";
import type { NextFunction, Request, Response } from "express";
import { sentenceOf, statusOf } from "./refusals.ts";

type Routes = ServerBuild["routes"];
type Tree = NonNullable<Parameters<typeof matchRoutes>[0]>;

/**
 * Lets `?_data=<route>` mean its page. Our pages ask for data at `<path>.data`, the library answers the older question
 * as well: with the loader or action of one route, without body and status of what that says. Here the question is taken
 * out where the route is one of the page's, so that page, refusal, headers and act are the page's own; any other route
 * is no page of that address.
 */
export function dataRequests(routesOf: () => Promise<Routes>) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!request.originalUrl.includes("?")) return next();
    const url = new URL(`http://page${request.originalUrl}`);
    if (!url.searchParams.has("_data")) return next();
    routesOf().then((routes) => {
      const matched = matchRoutes(treeOf(routes), url.pathname)?.map(({ route }) => route.id) ?? [];
      if (!url.searchParams.getAll("_data").every((id) => matched.includes(id))) {
        return void response.status(statusOf("unknown-page")).type("text/plain").send(sentenceOf("unknown-page"));
      }
      url.searchParams.delete("_data");
      request.originalUrl = request.url = url.pathname + url.search;
      next();
    }, next);
  };
}

/** The routes as a tree, as they are matched. */
function treeOf(routes: Routes, parentId?: string): Tree {
  const own = Object.values(routes).filter((route) => route !== undefined && route.parentId === parentId);
  return own.map((route) => {
    const { id, path, index } = route!;
    const place = path === undefined ? { id } : { id, path };
    return index ? { ...place, index } : { ...place, children: treeOf(routes, id) };
  });
}
