import type { MetaFunction } from "@remix-run/node";
import { LevelsScreen } from "#app/ui/public/levels-screen.tsx";
import { pageTitle } from "../web/page-title.ts";

export const meta: MetaFunction = () => pageTitle("Levels");

export default LevelsScreen;
