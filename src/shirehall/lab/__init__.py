"""Many runs of one county: questions asked of it, with what they rest on kept between runs."""
