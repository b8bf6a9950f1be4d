import type { MetaFunction } from "@remix-run/node";
import { HomeScreen } from "#app/ui/public/home-screen.tsx";

export const meta: MetaFunction = () => [{ title: "European CMR Exam" }];

export default HomeScreen;
